"use client";

import { type FormEvent, useState } from "react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Select } from "@/app/_ui/select";
import { TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { RaidWatch } from "@/lib/realtime/protocol";
import { isWatchable, watchDraftOf, watchOf } from "./watch-draft";

const actions = ["off", "notify", "activate"] as const;

/** The watch that notices many joins: how many in how many minutes, and what it does then. */
export function WatchForm({ serverId, watch }: { serverId: number; watch: RaidWatch }) {
	const t = useTranslations("raidMode");
	const settings = useTranslations("serverSettings");
	const toast = useToast();
	const errorText = useErrorMessage();
	const [saved, setSaved] = useState(watchDraftOf(watch));
	const [draft, setDraft] = useState(saved);
	const [isTried, setTried] = useState(false);
	const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
	const isChanged = JSON.stringify(draft) !== JSON.stringify(saved);
	const { busy, failure, submit } = useSubmit(async () => {
		const { watch: answered } = await api.put<{ watch: RaidWatch }>(
			`/api/servers/${serverId}/raid-watch`,
			watchOf(draft),
		);
		setSaved(watchDraftOf(answered));
		setDraft(watchDraftOf(answered));
		toast({ text: settings("saved") });
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		const isComplete = isWatchable(draft, "joins") && isWatchable(draft, "minutes");
		setTried(!isComplete);
		if (isComplete) void submit();
	};
	const field = (name: "joins" | "minutes") => (
		<TextField
			label={t(`watchField.${name}`)}
			hint={t(`watchRange.${name}`)}
			error={isTried && !isWatchable(draft, name) ? t(`watchRange.${name}`) : undefined}
			inputMode="numeric"
			autoComplete="off"
			dir="ltr"
			maxLength={3}
			value={draft[name]}
			onChange={({ target }) => change({ [name]: target.value })}
		/>
	);
	return (
		<form noValidate onSubmit={onSubmit} className="grid gap-4">
			<Select
				label={t("watch")}
				hint={t("watchHint")}
				value={draft.action}
				onChange={({ target }) => change({ action: target.value as RaidWatch["action"] })}
			>
				{actions.map((each) => (
					<option key={each} value={each}>
						{t(`watchAction.${each}`)}
					</option>
				))}
			</Select>
			{draft.action !== "off" && (
				<div className="grid grid-cols-2 gap-3">
					{field("joins")}
					{field("minutes")}
				</div>
			)}
			{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			{isChanged && (
				<Button type="submit" className="justify-self-start" busy={busy} busyLabel={t("working")}>
					{t("watchSave")}
				</Button>
			)}
		</form>
	);
}
