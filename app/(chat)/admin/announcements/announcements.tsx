"use client";

import { Megaphone } from "lucide-react";
import { useRef } from "react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { ListStates } from "@/app/_chat/settings/list-states";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useInstanceSettings } from "@/app/_client/admin/use-instance-settings";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import type { Announcement } from "@/lib/instance/fields";
import { AnnouncementForm } from "./announcement-form";

/** The announcements of the instance, ended ones included until they are removed. */
export function Announcements() {
	const t = useTranslations("admin.announcements");
	const withProof = useWithProof();
	const list = useRef<HTMLDivElement>(null);
	const { settings, error, again, save } = useInstanceSettings();
	const announcements = settings?.announcements;
	const set = (changed: Announcement[]) => withProof(() => save({ announcements: changed }));
	return (
		<>
			<SettingsSection title={t("newHeading")} text={t("newText")}>
				{announcements && <AnnouncementForm onMake={(made) => set([...announcements, made])} />}
			</SettingsSection>
			<SettingsSection title={t("listHeading")}>
				<ListStates
					ref={list}
					error={error}
					again={again}
					more={null}
					isValidating={false}
					count={announcements?.length}
					empty={{
						icon: <Megaphone size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
						title: t("none"),
					}}
				>
					<ul className="divide-y border-y">
						{announcements?.map((announcement) => (
							<AnnouncementRow
								key={announcement.id}
								announcement={announcement}
								onRemove={async () => {
									await set(announcements.filter(({ id }) => id !== announcement.id));
									list.current?.focus();
								}}
							/>
						))}
					</ul>
				</ListStates>
			</SettingsSection>
		</>
	);
}

type RowProps = { announcement: Announcement; onRemove: () => Promise<void> };

function AnnouncementRow({ announcement: { text, level, startsAt, endsAt }, onRemove }: RowProps) {
	const t = useTranslations("admin.announcements");
	const { clock } = useDateFormat();
	const toast = useToast();
	const errorText = useErrorMessage();
	const { busy, submit } = useSubmit(async () => {
		try {
			await onRemove();
			toast({ text: t("removed") });
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
	});
	const facts = [
		t(`level.${level}`),
		startsAt ? t("from", { date: clock.full(startsAt) }) : "",
		endsAt ? t("until", { date: clock.full(endsAt) }) : t("untilRemoved"),
	];
	return (
		<li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
			<div className="min-w-0 flex-1 basis-56">
				<p dir="auto" className="font-semibold wrap-anywhere">
					<bdi>{text}</bdi>
				</p>
				<p dir="auto" className="text-meta text-text-faint">
					{facts.filter(Boolean).join(" · ")}
				</p>
			</div>
			<Button
				size="small"
				className="ms-auto"
				busy={busy}
				busyLabel={t("removing")}
				aria-label={t("removeFor", { text })}
				onClick={() => void submit()}
			>
				{t("remove")}
			</Button>
		</li>
	);
}
