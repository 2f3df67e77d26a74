import type { Server } from "node:http";
import { BadSetting } from "../process/config";

/** Listens, or reports in one sentence why it cannot. */
export function listen(http: Server, port: number, host: string, setting = "PORT"): Promise<void> {
	return new Promise((resolve, reject) => {
		http.once("error", (error: NodeJS.ErrnoException) => {
			if (error.code === "EADDRINUSE")
				reject(new BadSetting(`${setting} ${port} is in use by another program: name another one.`));
			else if (error.code === "EACCES")
				reject(new BadSetting(`${setting} ${port} needs more rights than this account has: name one above 1023.`));
			else if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
				reject(new BadSetting(`HOST ${host} is no address of this machine.`));
			else reject(error);
		});
		http.listen(port, host, () => resolve());
	});
}
