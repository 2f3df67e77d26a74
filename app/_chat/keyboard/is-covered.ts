/** Whether a dialog or a menu covers the page: keys belong to it then. */
export const isCovered = () =>
	document.querySelector("[role=dialog][data-state=open], [role=alertdialog], [role=menu]") !== null;
