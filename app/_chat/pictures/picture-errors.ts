"use client";

import { asApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";

/** The target shape of a crop. */
export type PictureShape = {
	/** Width by height. */
	aspect: number;
	/** The rendered width. */
	width: number;
	isRound: boolean;
};

const types = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];
export const pictureTypes = types.join(",");
const mostBytes = 10 * 1024 * 1024;

/** The error messages of a picture control. */
export function usePictureErrors() {
	const t = useTranslations("pictures");
	const cancel = useTranslations("common")("cancel");
	const errorText = useErrorMessage();
	return {
		cancel,
		/** Checked before the upload. The file name does not matter: the server checks the bytes. */
		before(file: File): string | null {
			if (file.size > mostBytes) return t("tooLarge");
			return file.type === "" || types.includes(file.type) ? null : t("notPicture");
		},
		of(error: unknown): string {
			const { code, fields } = asApiError(error);
			if (code === "too_large") return t("tooLarge");
			if (code === "unsupported_media_type") return t("notPicture");
			return "file" in fields ? t("broken") : errorText(error);
		},
	};
}
