import { Module } from '@nestjs/common';
import { DiskUsageScan } from './disk-usage-scan.ts';

@Module({ providers: [DiskUsageScan] })
export class DiskUsageScanModule {}
