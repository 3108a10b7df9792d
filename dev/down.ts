/** `make down`: destroys a stack; caches stay. */
import { removeStack } from "./remove-stack";
import { main } from "../terminal/output";

void main(() => removeStack(process.argv[2] ?? "dev"));
