import { startMigrated } from "./test-database";

/**
 * The program that owns the PostgreSQL of a whole test run. It prints the socket and serves until its standard input
 * closes, so it also ends when the process that started it is killed.
 */
const { options, stop } = await startMigrated();
// Ctrl-C in a terminal reaches this process too; the test run ends it only when no test uses the database any more.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => {});
process.stdin.resume().once("close", stop);
process.stdout.write(`${options.path}\n`);
