// The order matters: the engine's worker starts, then the page is evaluated beside it.
import { makePort } from './engine/early';
import { begin } from './page';

begin(makePort);
