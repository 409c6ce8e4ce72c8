// Every word the page itself says, in both languages, and the language that is on now.
// What people and the bot write is never touched here.

const TEXTS = {
  title: ["Tổng đài trong chat", "The PBX in chat"],
  pill: ["Hộp cát: không gọi ra ngoài", "Sandbox: nothing is really called"],
  who: ["Bạn là", "You are"],
  switch_language: ["VI EN: đổi sang tiếng Anh", "VI EN: switch to Vietnamese"],
  theme_auto: ["Giao diện: theo máy", "Theme: as the system"],
  theme_light: ["Giao diện: sáng", "Theme: light"],
  theme_dark: ["Giao diện: tối", "Theme: dark"],
  menu: ["Tùy chọn hộp cát", "Sandbox options"],
  menu_faulty: ["Tùy chọn hộp cát, đang bật lỗi", "Sandbox options, faults are on"],
  faults: ["Lỗi cố ý", "Faults on purpose"],
  hooks_lose: ["Làm mất hook", "Lose hooks"],
  hooks_double: ["Gửi hook hai lần", "Send hooks twice"],
  hooks_delay: ["Gửi hook trễ", "Delay hooks"],
  hooks_reorder: ["Đảo thứ tự hook", "Reorder hooks"],
  pbx_503: ["Tổng đài trả lời 503", "PBX answers 503"],
  no_channel_429: ["Hết đường gọi: trả lời 429", "No free line: answers 429"],
  hang: ["Gọi rồi im, không trả lời", "Calls, but never answers"],
  oldest_first: ["Bản ghi cũ nhất trước", "Oldest records first"],
  no_extra_keys: ["Từ chối khóa lạ", "Refuse unknown keys"],
  reset: ["Xóa mọi tin nhắn", "Delete all messages"],
  reset_ask: ["Xóa mọi tin nhắn trong hộp cát?", "Delete every message in the sandbox?"],
  reset_yes: ["Xóa tin nhắn", "Delete them"],
  shortcuts: ["Phím tắt", "Keyboard"],
  key_send: ["gửi; Shift+Enter xuống dòng", "sends; Shift+Enter breaks the line"],
  key_commands: ["mở danh sách lệnh", "opens the commands"],
  key_recall: ["ô trống: gọi lại tin đã gửi; trong chat: đi qua từng tin", "empty box: what you sent before; in a chat: walks the messages"],
  key_reply: ["trả lời tin đang chọn", "replies to the chosen message"],
  key_leave: ["trở về ô gõ", "returns to the box"],
  key_panes: ["đổi khung", "changes panes"],
  key_phone: ["điện thoại khách: bấm phím; Enter nghe máy", "callee's phone: presses keys; Enter answers"],
  panes: ["Các khung", "Panes"],
  lost: ["Mất kết nối, đang nối lại. Chữ đang gõ vẫn còn.", "Connection lost, reconnecting. What you typed is kept."],
  bot: ["Bot", "Bot"],
  private: ["chat riêng", "private chat"],
  group: ["nhóm, {n} người", "group, {n} people"],
  group_pane: ["Nhóm", "Group"],
  no_group: ["{who} không ở trong nhóm này.", "{who} is not in this group."],
  cannot_write: ["{who} không viết được ở đây.", "{who} cannot write here."],
  phone: ["Điện thoại khách", "Callee's phone"],
  phone_tab: ["Điện thoại", "Phone"],
  idle: ["Chưa có cuộc gọi", "No call yet"],
  idle_hint: ["Gọi một số thử, máy này sẽ đổ chuông.", "Call a number below, and this phone rings."],
  dialling: ["Đang nối máy", "Connecting"],
  ringing: ["Đang đổ chuông", "Ringing"],
  answered: ["Đang nghe máy", "On the line"],
  called_by: ["Gọi từ {caller}", "Called by {caller}"],
  other_calls: ["cuộc khác: {n}", "other calls: {n}"],
  sound_on: ["Bật tiếng", "Turn the sound on"],
  sound_off: ["Tắt tiếng", "Turn the sound off"],
  by_hand: ["Chờ bạn: nghe hay từ chối?", "Waits for you: answer or decline?"],
  by_itself: ["Để yên: {plays}", "Left alone: {plays}"],
  script: ["Lời khách nghe", "What the callee hears"],
  pad: ["Bàn phím điện thoại", "Telephone keys"],
  answer: ["Nghe", "Answer"],
  reject: ["Từ chối", "Decline"],
  hang_up: ["Cúp máy", "Hang up"],
  pressed: ["Đã bấm {key}", "Pressed {key}"],
  ended_pressed: ["✅ Nghe máy {time}, bấm {key}", "✅ Answered {time}, pressed {key}"],
  ended_answered: ["✅ Nghe máy {time}", "✅ Answered {time}"],
  ended_busy: ["🔸 Máy bận", "🔸 Busy"],
  ended_no_answer: ["🔸 Không nghe máy", "🔸 No answer"],
  ended_declined: ["🔸 Từ chối cuộc gọi", "🔸 Declined"],
  ended_unreachable: ["🔸 Không liên lạc được", "🔸 Unreachable"],
  ended_no_number: ["❌ Số không tồn tại", "❌ No such number"],
  ended_network: ["❌ Lỗi mạng, không gọi được", "❌ Network failure"],
  ended_other: ["❌ Không gọi được ({cause})", "❌ Not connected ({cause})"],
  list: ["Đợt gọi thử", "A list to try"],
  list_hint: ["Dán vào ô gõ, hoặc lưu tệp rồi thả vào chat riêng.", "Paste it into the box, or save the file and drop it into the private chat."],
  list_paste: ["Dán {n} dòng", "Paste {n} rows"],
  list_save: ["CSV {n} dòng", "CSV, {n} rows"],
  numbers: ["Số thử", "Numbers to try"],
  numbers_hint: ["Hai số cuối quyết định khách làm gì. Bấm một số để đưa lệnh vào ô gõ.", "The last two digits decide what the callee does. Press one to put its command into the box."],
  close: ["Đóng", "Close"],
  cancel: ["Hủy", "Cancel"],
  messages: ["Tin nhắn, {chat}", "Messages, {chat}"],
  write_private: ["Gõ / để xem lệnh", "Type / for the commands"],
  write_group: ["Nhắn vào nhóm", "Write to the group"],
  write_short: ["Nhắn tin", "Message"],
  send: ["Gửi", "Send"],
  attach: ["Đính kèm tệp", "Attach a file"],
  attach_as: ["Gửi như", "Send as"],
  attach_drop: ["Bỏ tệp này", "Leave this file out"],
  caption: ["Chú thích", "Caption"],
  drop: ["Thả tệp để gửi", "Drop the file to send it"],
  one_file: ["Mỗi lần một tệp, lấy tệp đầu", "One file at a time, the first was taken"],
  too_big: ["Tệp lớn quá 50 MB", "The file is larger than 50 MB"],
  sending: ["Đang gửi {name}", "Sending {name}"],
  sending_stop: ["Ngừng gửi", "Stop sending"],
  kind_photo: ["Ảnh", "Photo"],
  kind_document: ["Tệp", "File"],
  kind_audio: ["Âm thanh", "Audio"],
  kind_voice: ["Ghi âm", "Voice note"],
  open_photo: ["Mở ảnh", "Open the photo"],
  save: ["Lưu {name}", "Save {name}"],
  open_link: ["Mở liên kết", "Open the link"],
  commands: ["Lệnh của bot", "The bot's commands"],
  no_commands: ["Bot chưa đặt lệnh nào ở đây.", "The bot has set no commands here."],
  topic: ["Chủ đề", "Topic"],
  general: ["Chung", "General"],
  reply: ["Trả lời", "Reply"],
  replying: ["Trả lời {who}", "Reply to {who}"],
  reply_cancel: ["Bỏ trả lời", "Cancel the reply"],
  reply_keys: ["Phím trả lời", "Reply keys"],
  more: ["Xem hết", "Show all"],
  less: ["Thu gọn", "Show less"],
  reveal: ["Hiện chữ bị che", "Show hidden text"],
  edited: ["đã sửa", "edited"],
  rang: ["có chuông", "with sound"],
  you: ["Bạn", "You"],
  jump: ["Tới tin được trả lời", "Go to the message replied to"],
  today: ["Hôm nay, {date}", "Today, {date}"],
  new_below: ["{n} tin mới", "{n} new"],
  to_end: ["Xuống cuối", "To the end"],
  unread: ["{n} tin chưa đọc", "{n} unread"],
  deleted: ["Bot đã xóa tin này", "The bot deleted this message"],
  deleted_command: ["Bot đã xóa lệnh này", "The bot deleted this command"],
  empty: ["Chưa có tin nào. Thử:", "Nothing here yet. Try:"],
  copy: ["Bấm để chép", "Press to copy"],
  copied: ["Đã chép {text}", "Copied {text}"],
  copy_failed: ["Trình duyệt không cho chép", "The browser did not allow copying"],
  unanswered: ["Bot chưa trả lời nút này", "The bot has not answered this button"],
  failed: ["Chưa tới được hộp cát, thử lại", "The sandbox was not reached, try again"],
  share_pick: ["Chọn nhóm để gửi cho bot", "Choose the group to share with the bot"],
  share_none: ["Bạn chưa ở trong nhóm nào", "You are in no group"],
  contact_ask: ["Gửi số điện thoại của bạn cho bot?", "Send your phone number to the bot?"],
};

let language = "vi";

export const currentLanguage = () => language;

export function setLanguage(code) {
  language = code === "en" ? "en" : "vi";
  document.documentElement.lang = language;
  document.title = t("title");
  localise(document);
}

/** What a fault switch is called; one that has no text yet, by its own name. */
export const faultName = (fault) => (fault in TEXTS ? t(fault) : fault);

/** The page's own text, its {holes} filled. */
export function t(key, values = {}) {
  const text = TEXTS[key][language === "en" ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** One of the page's texts in both languages, as the backend sends its own. */
export const pair = (key) => ({ vi: TEXTS[key][0], en: TEXTS[key][1] });

/** The side of a {vi, en} pair from the backend that is wanted now. */
export const pick = (pair) => pair[language] ?? pair.vi;

/** Fill the still parts of the page: `data-text` is content, `data-label` a name and a tooltip. */
export function localise(root) {
  for (const node of root.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  for (const node of root.querySelectorAll("[data-label]")) name(node, t(node.dataset.label));
}

/** Name a control that shows only a drawing: for screen readers, and as a tooltip. */
export function name(node, label) {
  node.setAttribute("aria-label", label);
  if (node.matches("button")) node.title = label;
}

// The demo's bot writes its times in this zone; the bubbles around them must agree with it.
const ZONE = "Asia/Ho_Chi_Minh";
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
const DATES = {
  vi: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "numeric", timeZone: ZONE }),
  en: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: ZONE }),
};

const DECIMALS = {
  vi: new Intl.NumberFormat("vi", { maximumFractionDigits: 1 }),
  en: new Intl.NumberFormat("en", { maximumFractionDigits: 1 }),
};

/** A file's size in the unit that people use for it. */
export function bytes(size) {
  if (size < 1000) return `${size} B`;
  const [unit, whole] = size < 1e6 ? ["KB", 1e3] : ["MB", 1e6];
  return `${DECIMALS[language].format(size / whole)} ${unit}`;
}

/** Seconds as minutes and seconds. */
export function length(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export const clock = (seconds) => CLOCK.format(seconds * 1000);

/** The label over a day's first message. */
export function dayLabel(seconds) {
  const date = DATES[language].format(seconds * 1000);
  return date === DATES[language].format(Date.now()) ? t("today", { date }) : date;
}
