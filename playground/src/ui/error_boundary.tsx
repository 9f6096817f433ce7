import { Component, type ComponentChildren } from 'preact';
import { Notice } from './notice.js';

/** Shows its children, or an error if they throw. The rest of the page is not affected. */
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
