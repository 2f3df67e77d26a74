const logoPath =
	"M3.5 15.5C3.5 8.6 9.1 3 16 3s12.5 5.6 12.5 12.5V27a2 2 0 0 1-2 2h-21a2 2 0 0 1-2-2V15.5Zm12.4 11c4 0 6.6-2.5 6.6-6.1 0-2.8-1.4-4.7-2.6-6.2-.3 1-.8 1.7-1.6 2.1.3-3.1-1.2-5.9-4.2-7.5.2 2.6-.9 4.3-2.3 6.1-1.3 1.6-2.5 3.2-2.5 5.5 0 3.6 2.6 6.1 6.6 6.1Z";

const side = 64;

/** The page's icon with a badge: a number for mentions, a dot for other unread messages. */
export async function drawFavicon(count: number): Promise<Blob> {
	const own = document.querySelector<HTMLLinkElement>("link[rel=icon]");
	if (own?.type !== "image/webp") return new Blob([logoWith(count)], { type: "image/svg+xml" });
	const picture = new Image();
	picture.src = own.href;
	await picture.decode();
	// A canvas, because a picture within an SVG is not loaded for an icon.
	const canvas = document.createElement("canvas");
	canvas.width = side;
	canvas.height = side;
	const context = canvas.getContext("2d");
	if (!context) throw new Error("Canvas is not available.");
	context.drawImage(picture, 0, 0, side, side);
	drawBadge(context, count);
	return new Promise((resolve, reject) =>
		canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The icon was not drawn."))), "image/png"),
	);
}

const labelOf = (count: number) => (count > 9 ? "9+" : String(count));

/** As `logoWith` draws it. */
function drawBadge(context: CanvasRenderingContext2D, count: number): void {
	context.scale(side / 32, side / 32);
	context.beginPath();
	if (count > 0) context.arc(22, 10, 10, 0, 2 * Math.PI);
	else context.arc(25, 7, 7, 0, 2 * Math.PI);
	context.fillStyle = count > 0 ? "#c61c3e" : "#cc4901";
	context.fill();
	if (count > 0) {
		context.fillStyle = "#fff";
		context.textAlign = "center";
		context.font = `700 ${count > 9 ? 13 : 16}px sans-serif`;
		context.fillText(labelOf(count), 22, 15.5);
	} else {
		context.strokeStyle = "#fff";
		context.lineWidth = 2;
		context.stroke();
	}
}

function logoWith(count: number): string {
	const label = labelOf(count);
	const badge =
		count > 0
			? `<circle cx="22" cy="10" r="10" fill="#c61c3e"/><text x="22" y="15.5" text-anchor="middle" font-family="sans-serif" font-weight="700" font-size="${label.length > 1 ? 13 : 16}" fill="#fff">${label}</text>`
			: `<circle cx="25" cy="7" r="7" fill="#cc4901" stroke="#fff" stroke-width="2"/>`;
	const style = "path{fill:#bb4812}@media (prefers-color-scheme:dark){path{fill:#f38a4a}}";
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><style>${style}</style><path fill-rule="evenodd" d="${logoPath}"/>${badge}</svg>`;
}
