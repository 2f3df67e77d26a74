"use client";

import { Smile } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useAccount } from "@/app/_client/account/use-account";
import { useActiveStatus } from "@/app/_client/account/use-active-status";
import { useViewer } from "@/app/_client/account/use-viewer";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { IconButton } from "@/app/_ui/icon-button";
import { Select } from "@/app/_ui/select";
import { TextField } from "@/app/_ui/text-field";
import { EmojiButton } from "../emoji/emoji-button";

const mostCharacters = 100;
const minuteMs = 60_000;
const lasting = ["never", "half", "hour", "four", "today", "week"] as const;
/** Common statuses, with their usual duration. */
const presets = [
	{ name: "meeting", emoji: "🗓️", until: "hour" },
	{ name: "commuting", emoji: "🚌", until: "half" },
	{ name: "sick", emoji: "🤒", until: "today" },
	{ name: "holiday", emoji: "🌴", until: "never" },
] as const;
type Lasting = (typeof lasting)[number] | "kept";

function endOf(how: Exclude<Lasting, "kept">): string | null {
	const now = Date.now();
	if (how === "never") return null;
	if (how === "today") return new Date(new Date(now).setHours(24, 0, 0, 0)).toISOString();
	const minutes = { half: 30, hour: 60, four: 240, week: 7 * 24 * 60 }[how];
	return new Date(now + minutes * minuteMs).toISOString();
}

/** Sets a custom status: an emoji, a text, and its end. */
export function CustomStatusDialog({ onClose }: { onClose: () => void }) {
	const t = useTranslations("people");
	const { clock, today } = useDateFormat();
	const errorText = useErrorMessage();
	const { setStatus } = useAccount();
	const before = useActiveStatus(useViewer()?.status);
	const [emoji, setEmoji] = useState(before?.emoji ?? null);
	const [text, setText] = useState(before?.text ?? "");
	const [until, setUntil] = useState<Lasting>(before?.until ? "kept" : "never");
	const { busy, failure, submit } = useSubmit(setStatus);
	const isEmpty = emoji === null && text.trim() === "";
	const save = async (event: FormEvent) => {
		event.preventDefault();
		// React bubbles the dialog's events to the components that opened it: their forms must not receive them.
		event.stopPropagation();
		const end = until === "kept" ? (before?.until ?? null) : endOf(until);
		if (await submit(isEmpty ? null : { emoji, text: text.trim(), until: end })) onClose();
	};
	return (
		<Dialog open onOpenChange={onClose} title={t("statusTitle")} text={t("statusText")}>
			<form noValidate onSubmit={save} className="grid gap-4">
				<div className="flex items-end gap-2">
					<EmojiButton onPick={setEmoji}>
						<IconButton
							label={emoji ? t("statusEmojiIs", { emoji }) : t("statusEmoji")}
							className="size-10 rounded-md border border-line-strong text-[1.25rem] leading-none max-md:size-11"
						>
							{emoji ?? <Smile size="1.25rem" strokeWidth={1.75} aria-hidden="true" />}
						</IconButton>
					</EmojiButton>
					<div className="min-w-0 flex-1">
						<TextField
							autoFocus
							label={t("statusWords")}
							placeholder={t("statusPlaceholder")}
							maxLength={mostCharacters}
							value={text}
							onChange={(event) => setText(event.target.value)}
						/>
					</div>
				</div>
				<Select label={t("statusUntil")} value={until} onChange={(event) => setUntil(event.target.value as Lasting)}>
					{before?.until && (
						<option value="kept">
							{t("lasting.kept", { time: clock.short(before.until, today, (time) => time) })}
						</option>
					)}
					{lasting.map((each) => (
						<option key={each} value={each}>
							{t(`lasting.${each}`)}
						</option>
					))}
				</Select>
				{isEmpty && !before && (
					<div className="grid grid-cols-2 gap-2">
						{presets.map((preset) => (
							<Button
								key={preset.name}
								className="justify-start"
								onClick={() => {
									setEmoji(preset.emoji);
									setText(t(`presets.${preset.name}`));
									setUntil(preset.until);
								}}
							>
								<span aria-hidden="true">{preset.emoji}</span>
								<span dir="auto" className="truncate">
									{t(`presets.${preset.name}`)}
								</span>
							</Button>
						))}
					</div>
				)}
				{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
				<DialogActions>
					{before && (
						<Button
							onClick={async () => {
								if (await submit(null)) onClose();
							}}
						>
							{t("statusClear")}
						</Button>
					)}
					<Button type="submit" variant="primary" busy={busy} disabled={isEmpty && !before}>
						{t("statusSave")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
