import { Module, type DynamicModule } from '@nestjs/common';
import { JobRelayModule } from '@jobwire/nest';
import { RelayController } from './relay.controller.ts';
import type { Settings } from './settings.ts';

/** The gateway: the relay of the stream. */
@Module({})
export class AppModule {
  static withSettings({ upstreams, stream }: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [JobRelayModule.forRoot({ upstreams, stream })],
      controllers: [RelayController],
    };
  }
}
