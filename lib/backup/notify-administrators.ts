import { and, eq, isNotNull } from "drizzle-orm";
import { db } from "@/db";
import { users } from "@/db/schema";
import { enqueue } from "../jobs/enqueue";
import { isConfigured } from "../mail/mail";

/** Sends an e-mail to every administrator with a verified address. Without a mail server the health page shows it. */
export async function notifyAdministrators(task: "backup" | "rehearsal"): Promise<void> {
	if (!isConfigured()) return;
	const administrators = await db
		.select({ id: users.id })
		.from(users)
		.where(and(eq(users.isAdmin, true), isNotNull(users.emailVerifiedAt)));
	for (const { id } of administrators) await enqueue("mail", { kind: "backup_failed", userId: id, task, locale: "en" });
}
