"use client";

import { useState } from "react";
import type { Description, Upload } from "@/app/_client/attachments/uploads";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { Switch } from "@/app/_ui/switch";
import { TextArea } from "@/app/_ui/text-field";
import { lengthOf } from "../messages/message-length";

type Props = { item: Upload; onSave: (description: Description) => void; onClose: () => void };

const maxCharacters = 1000;

/** Edits a file's description for screen readers, and whether it is a spoiler. */
export function AltTextDialog({ item, onSave, onClose }: Props) {
	const t = useTranslations("attachments");
	const [alt, setAlt] = useState(item.alt);
	const [spoiler, setSpoiler] = useState(item.spoiler);
	const over = lengthOf(alt.trim()) - maxCharacters;
	const save = () => {
		if (over > 0) return;
		if (alt.trim() !== item.alt || spoiler !== item.spoiler) onSave({ alt: alt.trim(), spoiler });
		onClose();
	};
	return (
		<Dialog open onOpenChange={onClose} title={t("describe", { name: item.name })} dirty={alt.trim() !== item.alt}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					// React bubbles the dialog's events to the composer's form.
					event.stopPropagation();
					save();
				}}
				className="grid gap-4"
			>
				{item.previewUrl && (
					// biome-ignore lint/performance/noImgElement: a local file, which nothing can optimize.
					<img src={item.previewUrl} alt="" className="max-h-60 w-full rounded-md bg-sunken object-contain" />
				)}
				<TextArea
					label={t("altLabel")}
					hint={t("altHint")}
					error={over > 0 ? t("altOver", { count: over }) : undefined}
					rows={3}
					value={alt}
					onChange={(event) => setAlt(event.target.value)}
				/>
				<Switch label={t("spoilerLabel")} text={t("spoilerText")} checked={spoiler} onChange={setSpoiler} />
				<DialogActions>
					<Button onClick={onClose}>{t("cancel")}</Button>
					<Button type="submit" variant="primary" disabled={over > 0}>
						{t("save")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
