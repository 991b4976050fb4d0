// A supervisor of its own, for the test that kills it.
import { standInStack } from './stacks.ts';

const stack = await standInStack(process.argv[2] ?? '');
console.log(JSON.stringify(stack.pids));
