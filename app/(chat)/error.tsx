"use client";

import type { ComponentProps } from "react";
import { Broken } from "../_chat/broken";
import { Shell } from "../_chat/shell";

/** One page broke: the way to the others stays. */
export default function ChatErrorPage(props: ComponentProps<typeof Broken>) {
	return (
		<Shell>
			<Broken {...props} />
		</Shell>
	);
}
