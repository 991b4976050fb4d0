// `npm run fix`: repairs what a machine can repair: format, order of imports, generated files.
import { commandOf, runNode } from './steps.ts';

const format = await runNode(commandOf('@biomejs/biome', 'biome'), ['check', '--write'], {
  isShown: true,
});
const schema = await runNode('scripts/schema.ts', [], { isShown: true });
process.exitCode = format.code || schema.code;
