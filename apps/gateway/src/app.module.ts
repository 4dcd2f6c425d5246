import { Module, type DynamicModule } from '@nestjs/common';
import { ServeStaticModule } from '@nestjs/serve-static';
import { JobRelayModule } from '@jobwire/nest';
import { dashboardFiles } from './dashboard-files.ts';
import { RelayController } from './relay.controller.ts';
import type { Settings } from './settings.ts';

/** The gateway: the relay of the stream, and the dashboard. */
@Module({})
export class AppModule {
  static withSettings({ upstreams, stream }: Settings, dashboardFolder: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        JobRelayModule.forRoot({ upstreams, stream }),
        ServeStaticModule.forRoot(dashboardFiles(dashboardFolder)),
      ],
      controllers: [RelayController],
    };
  }
}
