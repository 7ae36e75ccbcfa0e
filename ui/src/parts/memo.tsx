// A part that is drawn anew only when what it is given is something else. What it reads of signals it still follows.
import { Component, type ComponentType, h } from 'preact';

export function memo<P extends object>(
  Part: ComponentType<P>,
  same: (before: P, after: P) => boolean,
): ComponentType<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      return !same(this.props, next);
    }

    override render() {
      return h(Part, this.props);
    }
  };
}
