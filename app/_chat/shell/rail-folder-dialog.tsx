"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { TextField } from "@/app/_ui/text-field";
import type { RailFolder } from "@/lib/realtime/protocol";
import { ColourField } from "../roles/colour-field";

type Fields = Pick<RailFolder, "name" | "colour">;
type Props = { folder: RailFolder; onSave: (fields: Fields) => void; onClose: () => void };

/** The name and the colour of a folder. */
export function RailFolderDialog({ folder, onSave, onClose }: Props) {
	const t = useTranslations("rail");
	const cancel = useTranslations("common")("cancel");
	const [name, setName] = useState(folder.name);
	const [colour, setColour] = useState(folder.colour);
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		onSave({ name: name.trim(), colour });
		onClose();
	};
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && onClose()}
			dirty={name.trim() !== folder.name || colour !== folder.colour}
			title={t("editFolder")}
		>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				<TextField
					label={t("folderName")}
					hint={t("folderNameHint")}
					autoComplete="off"
					maxLength={40}
					value={name}
					onChange={(event) => setName(event.target.value)}
				/>
				<ColourField value={colour} disabled={false} onChange={setColour} />
				<DialogActions>
					<Button onClick={onClose}>{cancel}</Button>
					<Button type="submit" variant="primary">
						{t("save")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
