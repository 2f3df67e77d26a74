"use client";

import type { ComponentProps } from "react";
import { Broken } from "@/app/_chat/shell/error-page";
import { Shell } from "@/app/_chat/shell/page-layout";

/** One page broke: the way to the others stays. */
export default function ChatErrorPage(props: ComponentProps<typeof Broken>) {
	return (
		<Shell>
			<Broken {...props} />
		</Shell>
	);
}
