/*
 * What is typed stays what was typed: stars and underscores are letters (5 * 3 * 2), bold and italics are
 * buttons, and a link is what begins like one. A title of somebody (S.Pt., M.Si.) and the name of a host
 * in a byline are words, though they end like the name of a site.
 * Loaded by the text editor (articles/admin/article_pictures.py) in the place of its own marks.
 */
import { Bold as OwnBold, Italic as OwnItalic, Link as OwnLink } from "django-prose-editor/editor";

const ADDRESS = /^(https?:\/\/|www\.)\S+$/i;
const withoutSigns = { addInputRules: () => [], addPasteRules: () => [] };

export const Bold = OwnBold.extend(withoutSigns);
export const Italic = OwnItalic.extend(withoutSigns);
export const Link = OwnLink.extend({
    addOptions() {
        return { ...this.parent?.(), shouldAutoLink: (text) => ADDRESS.test(text) };
    },
});
