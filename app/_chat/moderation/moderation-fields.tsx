"use client";

import type { PurgeHours } from "@/app/_client/moderation/use-moderation";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import { TextArea } from "@/app/_ui/text-field";
import type { ActionKind } from "@/lib/realtime/protocol";
import { type Duration, durationsOf, type ModerationForm, withKind } from "./moderation-form";
import type { ModerationTarget } from "./moderation-target";
import { ReasonChips } from "./reason-chips";

type Props = { form: ModerationForm; onChange: (part: Partial<ModerationForm>) => void };

const purges = [
	[0, "none"],
	[1, "hour"],
	[24, "day"],
	[72, "days3"],
	[168, "week"],
] as const satisfies [PurgeHours | 0, string][];

/** The sanction, if there is a choice, and for how long. */
export function SanctionFields({ form, offered, onChange }: Props & { offered: readonly ActionKind[] }) {
	const t = useTranslations("moderation");
	const timed = durationsOf[form.kind];
	if (offered.length < 2 && !timed) return null;
	return (
		<div className="grid grid-cols-[repeat(auto-fit,minmax(8rem,1fr))] gap-3">
			{offered.length > 1 && (
				<Select
					label={t("sanction")}
					value={form.kind}
					onChange={({ target }) => onChange(withKind(form, target.value as ActionKind))}
				>
					{offered.map((each) => (
						<option key={each} value={each}>
							{t(`sanctions.${each}`)}
						</option>
					))}
				</Select>
			)}
			{timed && (
				<Select
					label={t("duration")}
					value={form.duration}
					onChange={({ target }) => onChange({ duration: target.value as Duration })}
				>
					{timed.all.map((each) => (
						<option key={each} value={each}>
							{t(`durations.${each}`)}
						</option>
					))}
				</Select>
			)}
		</div>
	);
}

type RemovalProps = Props & Pick<ModerationTarget, "message" | "moreMessages">;

/** The messages that are removed: the one from which the dialog was opened, or the selected ones, and those of the last time. */
export function RemovalFields({ form, message, moreMessages = [], onChange }: RemovalProps) {
	const t = useTranslations("moderation");
	return (
		<div>
			{message && (
				<label className="mb-2 flex min-h-9 cursor-pointer items-center gap-2.5 text-sm font-semibold max-md:min-h-11">
					<input
						type="checkbox"
						checked={form.deletes}
						onChange={({ target }) => onChange({ deletes: target.checked })}
						className="size-4 shrink-0 accent-ember"
					/>
					{t("deleteMessages", { count: moreMessages.length + 1 })}
				</label>
			)}
			<Select
				label={t("purge")}
				value={form.purge}
				hint={form.purge === 0 ? undefined : t("purgeHint")}
				onChange={({ target }) => onChange({ purge: Number(target.value) as PurgeHours | 0 })}
			>
				{purges.map(([hours, key]) => (
					<option key={key} value={hours}>
						{t(`purges.${key}`)}
					</option>
				))}
			</Select>
		</div>
	);
}

/** The reason, which the user reads, and the note for moderators. */
export function ReasonFields({ form, hint, onChange }: Props & { hint: string }) {
	const t = useTranslations("moderation");
	return (
		<>
			<div className="grid gap-2">
				<TextArea
					label={t("reason")}
					hint={hint}
					rows={2}
					maxLength={500}
					value={form.reason}
					onChange={({ target }) => onChange({ reason: target.value })}
				/>
				<ReasonChips label={t("commonReasons")} reason={form.reason} onChoose={(reason) => onChange({ reason })} />
			</div>
			<TextArea
				label={t("note")}
				hint={t("noteHint")}
				rows={1}
				maxLength={1000}
				value={form.note}
				onChange={({ target }) => onChange({ note: target.value })}
			/>
		</>
	);
}
