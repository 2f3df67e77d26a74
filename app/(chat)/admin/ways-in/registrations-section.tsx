"use client";

import { UserPlus } from "lucide-react";
import useSWR from "swr";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { ListStates } from "@/app/_chat/settings/list-states";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import type { RegistrationStatistics } from "@/lib/realtime/protocol";

/** The registrations of the last 30 days, and the networks that they came from, which can be closed for a day. */
export function RegistrationsSection() {
	const t = useTranslations("admin.registrations");
	const { data, error, isValidating, mutate } = useSWR<RegistrationStatistics>("/api/admin/registration-statistics");
	return (
		<SettingsSection title={t("heading")} text={t("text")}>
			<ListStates
				count={data?.networks.length}
				error={error as unknown}
				again={mutate}
				more={null}
				isValidating={isValidating}
				empty={{
					icon: <UserPlus size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
					title: t("none"),
				}}
			>
				{data && <Days days={data.days} />}
				<div>
					<h3 className="mb-1.5 font-semibold">{t("networks")}</h3>
					<ul className="divide-y border-y">
						{data?.networks.map((network) => (
							<NetworkRow key={network.network} network={network} onChanged={() => void mutate()} />
						))}
					</ul>
				</div>
			</ListStates>
		</SettingsSection>
	);
}

/** A bar for each day. Assistive technology reads the days on which somebody has registered. */
function Days({ days }: Pick<RegistrationStatistics, "days">) {
	const t = useTranslations("admin.registrations");
	const { clock } = useDateFormat();
	const most = Math.max(1, ...days.map(({ count }) => count));
	const dateOf = (day: string | undefined) => clock.date(`${day}T12:00:00Z`);
	return (
		<figure>
			<div aria-hidden="true" className="flex h-24 items-end gap-px border-b sm:gap-1">
				{days.map(({ day, count }) => (
					<div
						key={day}
						title={t("dayCount", { date: dateOf(day), count })}
						className="min-w-0 flex-1 rounded-t-sm bg-ember"
						style={{ height: count === 0 ? 0 : `max(3px, ${(100 * count) / most}%)` }}
					/>
				))}
			</div>
			<ul className="sr-only">
				{days
					.filter(({ count }) => count > 0)
					.map(({ day, count }) => (
						<li key={day}>{t("dayCount", { date: dateOf(day), count })}</li>
					))}
			</ul>
			<figcaption className="mt-1 flex justify-between gap-3 text-meta text-text-faint">
				<span>{dateOf(days[0]?.day)}</span>
				<span>{t("total", { count: days.reduce((sum, { count }) => sum + count, 0) })}</span>
				<span>{dateOf(days.at(-1)?.day)}</span>
			</figcaption>
		</figure>
	);
}

type RowProps = { network: RegistrationStatistics["networks"][number]; onChanged: () => void };

function NetworkRow({ network: { network, count, lastDay, closedUntil }, onChanged }: RowProps) {
	const t = useTranslations("admin.registrations");
	const { clock } = useDateFormat();
	const withProof = useWithProof();
	const toast = useToast();
	const errorText = useErrorMessage();
	const { busy, submit } = useSubmit(async () => {
		const path = "/api/admin/closed-networks";
		try {
			await withProof(() =>
				closedUntil === null
					? api.put(path, { network })
					: api.delete(`${path}?network=${encodeURIComponent(network)}`),
			);
			toast({ text: t(closedUntil === null ? "closed" : "reopened", { network }) });
			onChanged();
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
	});
	return (
		<li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5">
			<div className="min-w-0 flex-1 basis-56">
				<bdi dir="ltr" className="font-mono text-sm wrap-anywhere">
					{network}
				</bdi>
				<p className="text-meta text-text-faint">
					{t("accounts", { count })}
					{lastDay !== null && ` · ${t("last", { date: clock.date(`${lastDay}T12:00:00Z`) })}`}
				</p>
				{closedUntil !== null && (
					<p className="text-meta font-semibold text-danger-text">
						{t("closedUntil", { until: clock.full(closedUntil) })}
					</p>
				)}
			</div>
			<Button
				size="small"
				busy={busy}
				aria-label={t(closedUntil === null ? "closeNetwork" : "reopenNetwork", { network })}
				onClick={() => void submit()}
			>
				{t(closedUntil === null ? "close" : "reopen")}
			</Button>
		</li>
	);
}
