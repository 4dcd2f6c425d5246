import { Controller } from '@nestjs/common';
import { StreamController } from '@jobwire/nest';

/** The job server's stream, for browsers; also under the job server's own path, so that a client needs to know only one. */
@Controller(['api/jobs/events', 'api/events'])
export class RelayController extends StreamController {}
