"use client";

import { useId } from "react";
import { AppealStatus } from "@/app/_chat/moderation/appeal-status";
import { useSanctionText } from "@/app/_chat/moderation/use-sanction-text";
import { ServerIcon } from "@/app/_chat/servers/server-icon";
import { useDistinctServers } from "@/app/_chat/users/avatar-palettes";
import { useOwnSanctions } from "@/app/_client/moderation/use-own-sanctions";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";

/** In the inbox: the sanctions against the viewer that last, and those of the last week. */
export function OwnSanctions() {
	const t = useTranslations("moderation");
	const headingId = useId();
	const { clock } = useDateFormat();
	const sanctions = useOwnSanctions();
	const textOf = useSanctionText();
	useDistinctServers(sanctions.map(({ server }) => server));
	if (sanctions.length === 0) return null;
	return (
		<section aria-labelledby={headingId} className="mb-4">
			<h2 id={headingId} className="px-3 pb-1 text-meta font-bold text-text-muted">
				{t("ownHeading")}
			</h2>
			<ul className="grid gap-1">
				{sanctions.map((sanction) => (
					<li key={sanction.id} className="flex items-start gap-3 rounded-lg border px-3 py-2.5">
						<ServerIcon server={sanction.server} size={36} />
						<div className="min-w-0 flex-1">
							<p dir="auto" className="whitespace-pre-line wrap-anywhere">
								{textOf(sanction)}
							</p>
							<p className="mt-0.5 mb-1.5 text-xs text-text-muted">{clock.full(sanction.createdAt)}</p>
							<AppealStatus sanction={sanction} />
						</div>
					</li>
				))}
			</ul>
		</section>
	);
}
