import { Module } from '@nestjs/common';
import { AuthLogScan } from './auth-log-scan.ts';

@Module({ providers: [AuthLogScan] })
export class AuthLogScanModule {}
