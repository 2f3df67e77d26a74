import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names";

const tones = {
	danger: "border-danger/45 bg-danger-subtle [&_svg]:text-danger-text",
	success: "border-success/45 bg-success-subtle [&_svg]:text-success-text",
};

/** An inline message about an action. Errors are announced. */
export function Alert({ tone, children }: { tone: keyof typeof tones; children: ReactNode }) {
	const Icon = tone === "danger" ? CircleAlert : CircleCheck;
	return (
		<div
			role={tone === "danger" ? "alert" : "status"}
			className={classNames(
				"flex gap-2.5 rounded-[10px] border px-3 py-2.5 text-[0.84375rem] leading-[1.1875rem]",
				tones[tone],
			)}
		>
			<Icon size="1rem" aria-hidden="true" className="mt-px shrink-0" />
			<span dir="auto" className="min-w-0 wrap-anywhere">
				{children}
			</span>
		</div>
	);
}
