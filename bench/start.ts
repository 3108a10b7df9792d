/** `npm run bench` */
import { compile, loading, starts } from "./measure";

compile();
const { own, empty } = starts(11);
console.log(`start: ${own.toFixed(0)} ms, empty program ${empty.toFixed(0)} ms, ratio ${(own / empty).toFixed(2)}`);
console.log(`load:  ${loading().toFixed(1)} ms for every setting of a sequencer of 5.2.0`);
