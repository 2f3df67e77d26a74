"use client";

import { ZoomIn, ZoomOut } from "lucide-react";
import { type RefObject, useEffect, useId, useRef, useState } from "react";
import Cropper from "react-easy-crop";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { type Area, mostZoom, wholePixels } from "./crop-area";
import { type PictureShape, usePictureErrors } from "./picture-errors";

type Props = {
	file: File;
	shape: PictureShape;
	onSave: (file: File, crop: Area) => Promise<unknown>;
	/** Closes it; with an error message if the picture cannot be shown. */
	onClose: (failure?: string) => void;
};

/** The area outside the crop fades; the frame is visible on any colour. */
const frame = {
	color: "color-mix(in srgb, var(--sunken) 72%, transparent)",
	border: "2px solid #fff",
	outline: "1px solid rgb(0 0 0 / 0.55)",
};

/** Crops a picture: moved with the pointer or the arrow keys, zoomed with the wheel, two fingers or a slider. */
export function CropDialog({ file, shape, onSave, onClose }: Props) {
	const t = useTranslations("pictures");
	const errors = usePictureErrors();
	const hintId = useId();
	const zoomId = useId();
	const [url, setUrl] = useState<string>();
	const cropper = useRef<RefObject<HTMLDivElement | null>>(null);
	const [place, setPlace] = useState({ x: 0, y: 0 });
	const [zoom, setZoom] = useState(1);
	const [most, setMost] = useState(1);
	const [picture, setPicture] = useState<{ width: number; height: number }>();
	const [chosen, setChosen] = useState<Area>();
	const { busy, failure, submit } = useSubmit(async () => {
		if (chosen && picture) await onSave(file, wholePixels(chosen, picture));
	});
	useEffect(() => {
		const made = URL.createObjectURL(file);
		setUrl(made);
		return () => URL.revokeObjectURL(made);
	}, [file]);
	const isReady = chosen !== undefined;
	useEffect(() => {
		if (isReady) cropper.current?.current?.focus();
	}, [isReady]);
	const onZoom = (next: number) => setZoom(Math.min(most, Math.max(1, next)));
	return (
		<Dialog open onOpenChange={(open) => !open && onClose()} dirty={busy} title={t("cropTitle")} width="max-w-130">
			<div className="relative h-72 overflow-hidden rounded-lg border bg-sunken max-xs:h-60">
				{url && (
					<Cropper
						image={url}
						crop={place}
						zoom={zoom}
						rotation={0}
						aspect={shape.aspect}
						minZoom={1}
						maxZoom={most}
						cropShape={shape.isRound ? "round" : "rect"}
						showGrid={false}
						objectFit="contain"
						zoomSpeed={0.5}
						restrictPosition
						keyboardStep={8}
						style={{ cropAreaStyle: frame }}
						classes={{ cropAreaClassName: "crop-area" }}
						mediaProps={{ alt: "", onError: () => onClose(t("broken")) }}
						cropperProps={{ role: "group", "aria-label": t("cropArea"), "aria-describedby": hintId }}
						setCropperRef={(area) => {
							cropper.current = area;
						}}
						onCropChange={setPlace}
						onZoomChange={onZoom}
						onCropComplete={(_, pixels) => setChosen(pixels)}
						onMediaLoaded={({ naturalWidth: width, naturalHeight: height }) => {
							if (width * height > 64e6) return onClose(t("tooManyPixels"));
							setPicture({ width, height });
							setMost(mostZoom({ width, height }, shape.aspect, shape.width));
						}}
					/>
				)}
			</div>
			<p id={hintId} className="mt-2 text-meta text-text-faint">
				{t("cropHint")}
			</p>
			<div className="mt-3 flex items-center gap-2.5">
				<ZoomOut size="1.125rem" aria-hidden="true" className="shrink-0 text-text-muted" />
				<label htmlFor={zoomId} className="sr-only">
					{t("zoom")}
				</label>
				<input
					id={zoomId}
					type="range"
					min={1}
					max={most}
					step={0.01}
					value={zoom}
					disabled={most === 1}
					onChange={(event) => onZoom(Number(event.target.value))}
					className="h-11 min-w-0 flex-1 accent-ember"
				/>
				<ZoomIn size="1.125rem" aria-hidden="true" className="shrink-0 text-text-muted" />
			</div>
			{failure && <Alert tone="danger">{errors.of(failure)}</Alert>}
			<DialogActions>
				<Button onClick={() => onClose()}>{errors.cancel}</Button>
				<Button
					variant="primary"
					busy={busy}
					busyLabel={t("saving")}
					disabled={!chosen || !picture}
					onClick={() => submit()}
				>
					{t("save")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
