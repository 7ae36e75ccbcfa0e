// `npm run start:worker`: the command line of the program, with a gateway that runs in workerd.
import manifest from '../package.json' with { type: 'json' };
import { runProgram } from '../src/cli/program.ts';
import { serveWorker } from './serve.ts';

process.exitCode = await runProgram({ version: manifest.version, serve: serveWorker }, process.argv.slice(2));
process.exit();
