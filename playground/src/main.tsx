import { render } from 'preact';
import { App } from './app.js';
import { keepLink } from './state.js';
import './styles.css';

keepLink();
render(<App />, document.getElementById('app') as HTMLElement);
