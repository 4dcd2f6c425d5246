import { config } from 'zod/mini';

// Each schema looks, when it is made, whether it may compile itself, and the Content-Security-Policy reports the try. Hence a
// script before main.ts (`polyfills` in angular.json): what main.ts imports first is not first any more once it is bundled.
config({ jitless: true });
