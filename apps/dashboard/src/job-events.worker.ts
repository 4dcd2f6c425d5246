import './zod-settings';
import { serveJobEvents } from '@jobwire/client/worker';

serveJobEvents();
