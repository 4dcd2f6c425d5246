import {
  afterNextRender,
  createEnvironmentInjector,
  DestroyRef,
  Directive,
  EnvironmentInjector,
  inject,
  Injector,
  input,
  TemplateRef,
  ViewContainerRef,
  type OnInit,
} from '@angular/core';
import { FakeJobEventsConnection, provideFakeJobEvents } from '@jobwire/angular/testing';
import { open, provideInventedApi, type InventedServer } from './invented-server';

/** Gives what is inside a connection and a job server of its own: `<li *appOwnServer="example">`. */
@Directive({ selector: 'ng-template[appOwnServer]' })
export class OwnServer implements OnInit {
  readonly server = input.required<InventedServer>({ alias: 'appOwnServer' });

  readonly #template = inject<TemplateRef<unknown>>(TemplateRef);
  readonly #container = inject(ViewContainerRef);
  readonly #parent = inject(EnvironmentInjector);
  readonly #injector = inject(Injector);
  readonly #destroyRef = inject(DestroyRef);

  ngOnInit(): void {
    const server = this.server();
    const providers = [provideFakeJobEvents(), provideInventedApi(server), ...(server.providers ?? [])];
    const own = createEnvironmentInjector(providers, this.#parent);
    const view = this.#container.createEmbeddedView(this.#template, {}, { injector: own });
    // The view first: what is in it lets go of the connection.
    this.#destroyRef.onDestroy(() => {
      view.destroy();
      own.destroy();
    });
    const play = server.play ?? open;
    afterNextRender(
      () => {
        const end = play(own.get(FakeJobEventsConnection), view.rootNodes[0] as HTMLElement);
        if (end) this.#destroyRef.onDestroy(end);
      },
      { injector: this.#injector },
    );
  }
}
