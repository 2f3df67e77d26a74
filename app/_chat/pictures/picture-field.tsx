"use client";

import { CircleAlert, ImageUp, Trash2 } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { api } from "@/app/_client/api";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { classNames } from "@/app/_ui/class-names";
import { lazy } from "@/app/_ui/lazy";
import { useToast } from "@/app/_ui/toast";
import type { Area } from "./crop-area";
import { type PictureShape, pictureTypes, usePictureErrors } from "./picture-errors";

const CropDialog = lazy(() => import("./crop-dialog").then((module) => module.CropDialog));

export const shapes = {
	avatar: { aspect: 1, width: 256, isRound: true },
	icon: { aspect: 1, width: 256, isRound: false },
	banner: { aspect: 4, width: 1600, isRound: false },
} as const satisfies Record<string, PictureShape>;

type Props<Answer> = {
	kind: keyof typeof shapes;
	/** The address for setting and removing it. */
	path: string;
	/** Makes the request. */
	call?: <T>(request: () => Promise<T>) => Promise<T>;
	hasPicture: boolean;
	hint?: string;
	/** Its current appearance. */
	preview: ReactNode;
	onChanged: (answer: Answer) => unknown;
};

/** A picture that can be chosen, dropped or pasted, cropped, and removed. */
export function PictureField<Answer>({
	kind,
	path,
	call = (request) => request(),
	hasPicture,
	hint,
	preview,
	onChanged,
}: Props<Answer>) {
	const t = useTranslations("pictures");
	const toast = useToast();
	const errors = usePictureErrors();
	const input = useRef<HTMLInputElement>(null);
	const chooser = useRef<HTMLButtonElement>(null);
	const noteId = useId();
	const [file, setFile] = useState<File | null>(null);
	const [refusal, setRefusal] = useState<string>();
	const take = (given: File | undefined) => {
		if (!given) return;
		const wrong = errors.before(given);
		setRefusal(wrong ?? undefined);
		forget();
		if (!wrong) setFile(given);
	};
	const save = async (picture: File, crop: Area) => {
		const form = new FormData();
		form.set("crop", JSON.stringify(crop));
		form.set("file", picture);
		await onChanged(await call(() => api.put<Answer>(path, form)));
		setFile(null);
		toast({ text: t("saved") });
	};
	const { busy, failure, submit, forget } = useSubmit(async () => {
		setRefusal(undefined);
		await onChanged(await call(() => api.delete<Answer>(path)));
		toast({ text: t("removed") });
		// The focused button is gone.
		chooser.current?.focus();
	});
	const { zone, isOver } = useDrop(take);
	const sent = refusal ?? (failure && errors.of(failure));
	const action = t(hasPicture ? "change" : "choose");
	return (
		<fieldset
			ref={zone}
			aria-describedby={noteId}
			onPaste={(event) => {
				const [pasted] = event.clipboardData.files;
				if (pasted) event.preventDefault();
				take(pasted);
			}}
			className={classNames(
				"-mx-3 min-w-0 rounded-lg border border-dashed p-3",
				isOver ? "border-focus bg-info-subtle" : "border-transparent",
			)}
		>
			<legend className="sr-only">{t(kind)}</legend>
			<div className={classNames("flex gap-4", kind === "banner" ? "flex-col" : "items-center")}>
				{preview}
				<div className="min-w-0">
					<p aria-hidden="true" className="mb-1.5 text-meta font-semibold">
						{t(kind)}
					</p>
					<div className="flex flex-wrap gap-2">
						<Button
							ref={chooser}
							size="small"
							aria-label={t("chooseNamed", { action, name: t(kind) })}
							onClick={() => input.current?.click()}
						>
							<ImageUp size="0.9375rem" aria-hidden="true" />
							{action}
						</Button>
						{hasPicture && (
							<Button
								size="small"
								variant="ghost"
								busy={busy}
								aria-label={t("removeNamed", { name: t(kind) })}
								onClick={() => submit()}
							>
								<Trash2 size="0.9375rem" aria-hidden="true" />
								{t("remove")}
							</Button>
						)}
					</div>
				</div>
			</div>
			<p
				id={noteId}
				role={sent ? "alert" : undefined}
				className={classNames("mt-2 flex gap-1.5 text-meta", sent ? "text-danger-text" : "text-text-faint")}
			>
				{sent && <CircleAlert size="0.875rem" aria-hidden="true" className="mt-0.5 shrink-0" />}
				<span className="min-w-0">
					{sent ?? [hint, t("hint")].filter(Boolean).join(" ")}
					{/* Files are not dropped or pasted on touch screens. */}
					{!sent && <span className="pointer-coarse:hidden"> {t("dropHint")}</span>}
				</span>
			</p>
			<input
				ref={input}
				type="file"
				accept={pictureTypes}
				tabIndex={-1}
				aria-hidden="true"
				className="hidden"
				onChange={(event) => {
					take(event.target.files?.[0]);
					// Choosing the same file again must cause a change event.
					event.target.value = "";
				}}
			/>
			{file && (
				<CropDialog
					file={file}
					shape={shapes[kind]}
					onSave={save}
					onClose={(wrong) => {
						setFile(null);
						setRefusal(wrong);
					}}
				/>
			)}
		</fieldset>
	);
}

/** A picture may be dropped anywhere on its control. */
function useDrop(take: (file: File | undefined) => void) {
	const zone = useRef<HTMLFieldSetElement>(null);
	const [isOver, setIsOver] = useState(false);
	const latest = useRef(take);
	latest.current = take;
	useEffect(() => {
		const { current } = zone;
		if (!current) return;
		const on = (event: DragEvent) => {
			if (!event.dataTransfer?.types.includes("Files")) return;
			event.preventDefault();
			if (event.type === "dragleave" && current.contains(event.relatedTarget as Element | null)) return;
			setIsOver(event.type === "dragenter" || event.type === "dragover");
			if (event.type === "drop") latest.current(event.dataTransfer.files[0]);
		};
		const events = ["dragenter", "dragover", "dragleave", "drop"] as const;
		for (const name of events) current.addEventListener(name, on);
		return () => {
			for (const name of events) current.removeEventListener(name, on);
		};
	}, []);
	return { zone, isOver };
}
