"use client";

import { useCaseReasons } from "@/app/_chat/cases/use-case-reasons";
import { Link } from "@/app/_chat/shell/link";
import { casePath } from "@/app/_client/cases/case-path";
import { useCases } from "@/app/_client/cases/use-cases";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";

/** More are a matter for the page of all reports. */
const shown = 3;

/** In the inbox, below the number of a server's open reports: the oldest of them. */
export function WaitingCases({ serverId }: { serverId: number }) {
	const t = useTranslations("cases");
	const reasonsOf = useCaseReasons();
	const nameOf = useNameOf(serverId);
	const { cases } = useCases(serverId, { state: "open", limit: shown });
	const waiting = cases?.filter(({ mayDecide }) => mayDecide) ?? [];
	if (waiting.length === 0) return null;
	return (
		<ul aria-label={t("oldest")} className="mt-1 mb-1 ms-15 grid border-s ps-2">
			{waiting.map((one) => (
				<li key={one.id}>
					<Link
						href={casePath(serverId, one.id)}
						className="flex min-w-0 gap-1.5 rounded-md px-2 py-1.5 text-meta hover:bg-surface-hover max-md:py-2.5"
					>
						<bdi className="max-w-[50%] shrink-0 truncate font-semibold">{nameOf(one.subject)}</bdi>
						<span dir="auto" className="min-w-0 truncate text-text-muted">
							{reasonsOf(one)}
						</span>
					</Link>
				</li>
			))}
		</ul>
	);
}
