import type { Report, ReportCategory } from "@/lib/realtime/protocol";
import { send } from "../api";
import type { ReportTarget } from "./report-target";

/** Reports to the moderators. `isNew` is false if the viewer has reported this already: then it is that report. */
export async function sendReport(
	{ serverId, user, message }: ReportTarget,
	{ category, comment, toAdministrators }: { category: ReportCategory; comment: string; toAdministrators: boolean },
): Promise<{ isNew: boolean; report: Report }> {
	const subject = message ? { channelId: message.channelId, seq: message.seq } : { serverId, username: user.username };
	const words = comment.trim();
	const wanted = {
		...subject,
		category,
		...(words && { comment: words }),
		...(toAdministrators && { toAdministrators }),
	};
	const response = await send("POST", "/api/reports", wanted);
	const { report } = (await response.json()) as { report: Report };
	return { isNew: response.status === 201, report };
}
