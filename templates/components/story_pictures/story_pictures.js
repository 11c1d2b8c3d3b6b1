// A finger wiped over a picture makes what lies under it unreadable before the picture leaves the phone. The picture is
// drawn anew here, no longer than 1,280 px, so that also its place stays behind; without this script it is sent as it is,
// or another one.
const LONGEST = 1280, COARSE = 18; // px of a side; so many px of the picture become one
const root = document.querySelector('[data-blur]');
const input = document.getElementById('picture');

if (root && input && 'createImageBitmap' in window && 'DataTransfer' in window) {
  const canvas = root.querySelector('canvas'), pen = canvas.getContext('2d');
  let picture, coarse, wiped = false, at = null;

  const begin = () => {
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    wiped = false;
  };

  const open = async () => {
    const file = input.files[0];
    root.hidden = true;
    if (!file) return;
    try {
      picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    } catch {
      return; // the server says what it can read
    }
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    coarse = document.createElement('canvas');
    [coarse.width, coarse.height] = [canvas.width, canvas.height].map((side) => Math.max(1, Math.round(side / COARSE)));
    coarse.getContext('2d').drawImage(picture, 0, 0, coarse.width, coarse.height);
    begin();
    root.hidden = false;
  };

  const place = (event) => {
    const box = canvas.getBoundingClientRect(), scale = canvas.width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  };

  const wipe = (x, y) => {
    pen.save();
    pen.beginPath();
    pen.arc(x, y, Math.max(canvas.width, canvas.height) / 24, 0, 2 * Math.PI);
    pen.clip();
    pen.drawImage(coarse, 0, 0, canvas.width, canvas.height);
    pen.restore();
    wiped = true;
  };

  const keep = () => {
    at = null;
    if (wiped) {
      canvas.toBlob((blob) => {
        const files = new DataTransfer();
        files.items.add(new File([blob], 'picture.jpg', { type: 'image/jpeg' }));
        input.files = files.files;
      }, 'image/jpeg', 0.9);
    }
  };

  input.addEventListener('change', open);
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    at = place(event);
    wipe(...at);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!at) return;
    const [x, y] = place(event), steps = Math.ceil(Math.hypot(x - at[0], y - at[1]) / 12) || 1;
    for (let step = 1; step <= steps; step += 1) wipe(at[0] + (x - at[0]) * step / steps, at[1] + (y - at[1]) * step / steps);
    at = [x, y];
  });
  canvas.addEventListener('pointerup', keep);
  canvas.addEventListener('pointercancel', keep);
  root.querySelector('[data-do="anew"]').addEventListener('click', () => {
    begin();
    wiped = true; // what was wiped before is in the field: the whole picture goes there again
    keep();
    wiped = false;
  });
}
