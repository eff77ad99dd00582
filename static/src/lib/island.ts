/** Mounts a component wherever the server left `<div data-island="name" data-props='…'>fallback</div>`. */
import { h, render, type ComponentType } from "preact";

export function mount<P extends object>(name: string, component: ComponentType<P>): void {
  document.querySelectorAll<HTMLElement>(`[data-island="${name}"]`).forEach((element) => {
    const fresh = element.cloneNode(false) as HTMLElement;
    const props = JSON.parse(element.dataset.props || "{}") as P;
    render(h(component, props), fresh); // if this throws, the server's own content stays and keeps working
    element.replaceWith(fresh);
  });
}
