#!/usr/bin/env node
/** The `downhill` command line: the only place that reads the arguments and sets the exit code. */
import { CommandError, exitCodes } from "./commandError.ts";
import { explainHelp } from "./explain/explainArguments.ts";
import { runExplain } from "./explain/runExplain.ts";
import { runTrain } from "./train/runTrain.ts";
import { trainHelp } from "./train/trainArguments.ts";

const [command, ...words] = process.argv.slice(2);
const commands = { train: runTrain, explain: runExplain };

// Whoever reads only the first lines, as "head" does, has not failed.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(exitCodes.done);
});

async function runCommand(): Promise<number> {
  if (command === undefined || command === "help" || command === "--help" || command === "-h") {
    process.stdout.write(`${trainHelp}\n\n${explainHelp}\n`);
    return exitCodes.done;
  }
  if (command !== "train" && command !== "explain")
    throw new CommandError(`There is no command "${command}". The commands are: downhill train, downhill explain.`);
  return commands[command](words, {
    writeLine: (line) => process.stdout.write(`${line}\n`),
    writeNotice: (line) => process.stderr.write(`${line}\n`),
  });
}

try {
  process.exitCode = await runCommand();
} catch (error) {
  if (error instanceof CommandError) {
    process.stderr.write(`${error.message.replaceAll("\n", " ")}\n`);
    process.exitCode = exitCodes.badInput;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = exitCodes.failed;
  }
}
