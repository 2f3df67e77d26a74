// What `npm start` runs. PostgreSQL starts while the rest of the app is still being loaded.
import { openDatabase } from "@/lib/process/open-database";

// server.ts asks for the same, and hears of a failure.
openDatabase((sentence) => process.stdout.write(`${sentence}\n`)).catch(() => {});
await import("./server");
