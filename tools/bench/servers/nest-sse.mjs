/** NestJS as its documentation shows it: `@Sse()` and a Subject. */
import 'reflect-metadata';
import { Body, Controller, Module, Post, Sse } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ReplaySubject, Subject } from 'rxjs';
import { KEPT_EVENTS } from './http-reference.mjs';

const live = new Subject();
const replayed = new ReplaySubject(KEPT_EVENTS);
let lastId = 0;

class EventsController {
  publish(body) {
    for (const event of [body].flat()) {
      const message = { id: String(++lastId), type: 'job', data: event };
      live.next(message);
      replayed.next(message);
    }
    return {};
  }

  events() {
    return live;
  }

  replay() {
    return replayed;
  }
}

class AppModule {}

// Decorators without a compiler.
const method = (name, ...decorators) => {
  for (const decorate of decorators) {
    decorate(EventsController.prototype, name, Object.getOwnPropertyDescriptor(EventsController.prototype, name));
  }
};
method('publish', Post('publish'));
Body()(EventsController.prototype, 'publish', 0);
method('events', Sse('events'));
method('replay', Sse('replay'));
Controller()(EventsController);
Module({ controllers: [EventsController] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
app.useBodyParser('json', { limit: '4mb' });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
