"use client";

import { type FormEvent, useState } from "react";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { uuid } from "@/app/_client/uuid";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { RadioCards } from "@/app/_ui/radio-cards";
import { TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { Announcement } from "@/lib/instance/fields";

const blank = { text: "", level: "info" as Announcement["level"], startsAt: "", endsAt: "" };

/** The time of a field, which is that of this device. */
const timeOf = (local: string) => (local ? new Date(local).toISOString() : null);

export function AnnouncementForm({ onMake }: { onMake: (announcement: Announcement) => Promise<unknown> }) {
	const t = useTranslations("admin.announcements");
	const errorText = useErrorMessage();
	const toast = useToast();
	const [draft, setDraft] = useState(blank);
	const [isTried, setTried] = useState(false);
	const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
	const textError = draft.text.trim() ? undefined : t("textMissing");
	const [startsAt, endsAt] = [timeOf(draft.startsAt), timeOf(draft.endsAt)];
	const endError = endsAt !== null && endsAt <= (startsAt ?? new Date().toISOString()) ? t("endWrong") : undefined;
	const { busy, failure, submit } = useSubmit(async () => {
		await onMake({ id: uuid(), text: draft.text.trim(), level: draft.level, startsAt, endsAt });
		setDraft(blank);
		setTried(false);
		toast({ text: t("made") });
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		setTried(true);
		if (!textError && !endError) void submit();
	};
	return (
		<form noValidate onSubmit={onSubmit} className="grid gap-5">
			<TextField
				label={t("text")}
				autoComplete="off"
				maxLength={300}
				value={draft.text}
				onChange={({ target }) => change({ text: target.value })}
				error={isTried ? textError : undefined}
			/>
			<RadioCards
				label={t("levelLabel")}
				options={(["info", "warning"] as const).map((value) => ({ value, label: t(`level.${value}`) }))}
				value={draft.level}
				onChange={(level) => change({ level })}
			/>
			<div className="grid gap-4 sm:grid-cols-2">
				<TextField
					type="datetime-local"
					label={t("startsAt")}
					hint={t("startsAtHint")}
					value={draft.startsAt}
					onChange={({ target }) => change({ startsAt: target.value })}
				/>
				<TextField
					type="datetime-local"
					label={t("endsAt")}
					hint={t("endsAtHint")}
					value={draft.endsAt}
					onChange={({ target }) => change({ endsAt: target.value })}
					error={isTried ? endError : undefined}
				/>
			</div>
			{failure && <Alert tone="danger">{failure.fields.announcements ? t("tooMany") : errorText(failure)}</Alert>}
			<Button type="submit" variant="primary" className="justify-self-start" busy={busy} busyLabel={t("making")}>
				{t("make")}
			</Button>
		</form>
	);
}
