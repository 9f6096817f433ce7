import { Component, type ComponentChildren } from 'preact';
import { Notice } from './notice.js';

/** Shows what is in it, or what went wrong there: the rest of the page stays. */
export class ErrorBoundary extends Component<
  { readonly children: ComponentChildren },
  { readonly error?: Error }
> {
  static override getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <Notice onClose={() => this.setState({ error: undefined })}>
        <p>This page cannot be shown. Close this message to try again.</p>
        <p>{error.message}</p>
      </Notice>
    );
  }
}
