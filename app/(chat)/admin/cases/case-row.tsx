"use client";

import { useCaseReasons } from "@/app/_chat/cases/use-case-reasons";
import { PersonRow } from "@/app/_chat/settings/person-row";
import { Link } from "@/app/_chat/shell/link";
import { adminPath } from "@/app/_client/admin/admin-sections";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import type { EscalatedCase } from "@/lib/realtime/protocol";

/** A case: whom it is about, why, and in which server. */
export function CaseRow({ of }: { of: EscalatedCase }) {
	const t = useTranslations("admin.cases");
	const reasonsOf = useCaseReasons();
	const { clock } = useDateFormat();
	const nameOf = useNameOf();
	const { subject, server, excerpt, createdAt, outcome, closedAt } = of;
	const facts = [`@${subject.username}`, reasonsOf({ ...of, rule: null }), server.name].filter((fact) => fact !== "");
	return (
		<PersonRow
			user={subject}
			facts={facts.join(" · ")}
			actions={
				<Link
					href={`${adminPath("/cases")}/${of.id}`}
					aria-label={t("openFor", { name: nameOf(subject) })}
					className={buttonClass("secondary", "small", "max-sm:ms-12")}
				>
					{t("open")}
				</Link>
			}
		>
			{excerpt && (
				<p dir="auto" className="mt-1.5 line-clamp-4 whitespace-pre-line wrap-anywhere">
					{excerpt}
				</p>
			)}
			<p dir="auto" className="mt-1 text-meta text-text-muted">
				{outcome && closedAt
					? t(`ended.${outcome}`, { date: clock.full(closedAt) })
					: t("since", { date: clock.full(createdAt) })}
			</p>
		</PersonRow>
	);
}
