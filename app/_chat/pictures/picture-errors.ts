"use client";

import { asApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";

/** What a picture is cut to. */
export type PictureShape = {
	/** Width by height. */
	aspect: number;
	/** How wide it is drawn. */
	width: number;
	isRound: boolean;
};

const types = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];
export const pictureTypes = types.join(",");
const mostBytes = 10 * 1024 * 1024;

/** What is said beside a picture's control. */
export function usePictureErrors() {
	const t = useTranslations("pictures");
	const cancel = useTranslations("common")("cancel");
	const errorText = useErrorMessage();
	return {
		cancel,
		/** Before anything is sent. The name of a file decides nothing: the server looks at its bytes. */
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
