import { connect, disconnect } from "@/db";
import { startJobs } from "@/lib/jobs/runner";
import { createAppState } from "@/lib/process/create-app-state";
import { log } from "@/lib/process/log";
import { queuesOf } from "./job-queues";

/** An instance that does only jobs, in a process of its own that can be killed. */
const { database, leaseMs } = JSON.parse(process.argv[2] ?? "{}");
process.on("disconnect", () => process.exit());
log.level = "silent";
connect(database, { max: 4 });
createAppState("");
const stop = startJobs(queuesOf("second"), { pollMs: 50, leaseMs });
process.on(
	"SIGTERM",
	() =>
		void stop()
			.then(disconnect)
			.then(() => process.exit(0)),
);
process.send?.("ready");
