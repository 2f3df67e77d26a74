"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import type { OwnUser } from "@/lib/realtime/protocol";
import { UnreadMark } from "../shell/sidebar";

/** The number of cases that wait for an administrator, if there are any. */
export function CaseCount({ of: { openCaseCount = 0 }, className }: { of: OwnUser; className?: string }) {
	const t = useTranslations("admin.cases");
	if (openCaseCount === 0) return null;
	return (
		<span className={className}>
			<UnreadMark mentions={openCaseCount} unread={false} />
			<span className="sr-only">{` ${t("openCount", { count: openCaseCount })}`}</span>
		</span>
	);
}
