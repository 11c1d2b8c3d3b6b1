// Looks at the page as it is drawn and says what is wrong with it: a list of sentences. Run in the page by sights.py.
(allowed) => {
  const found = []
  const root = document.documentElement

  const named = (one) => {
    const words = (one.innerText || one.getAttribute('aria-label') || one.value || '').trim().replace(/\s+/g, ' ')
    const classes = one.getAttribute('class')
    return `<${one.localName}${classes ? ` class="${classes}"` : ''}> ${JSON.stringify(words.slice(0, 40))}`
  }
  const shown = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true })
  const around = (one, test) => {
    for (let at = one; at && at !== root; at = at.parentElement) if (test(at)) return at
    return null
  }
  // Words for the ear alone, and a map that lays its signs where the places are.
  const apart = (one) => one.closest(allowed.apart) || around(one, (at) => {
    const style = getComputedStyle(at)
    return style.clipPath === 'inset(50%)' || (style.position === 'absolute' && at.offsetWidth <= 1 && at.offsetHeight <= 1)
  })
  // What floats over the page on purpose: bars at the foot or the head, menus that open.
  const afloat = (one) => around(one, (at) => ['fixed', 'sticky'].includes(getComputedStyle(at).position))

  // --- Nothing is wider than the screen
  if (root.scrollWidth > innerWidth) {
    const wide = [...document.body.querySelectorAll('*')].filter((one) => shown(one)
      && one.getBoundingClientRect().right > innerWidth + 0.5 && !apart(one))
    const inner = wide.filter((one) => !wide.some((other) => other !== one && one.contains(other)))
    found.push(`wider than the screen by ${root.scrollWidth - innerWidth} px: ${inner.slice(0, 3).map(named).join('; ')}`)
  }

  // --- The lines of all texts
  const lines = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  while (texts.nextNode()) {
    const text = texts.currentNode
    const parent = text.parentElement
    if (!text.data.trim() || ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEXTAREA', 'OPTION', 'TITLE', 'DESC'].includes(parent.tagName.toUpperCase())) continue
    if (!shown(parent) || apart(parent)) continue
    range.selectNodeContents(text)
    const rects = [...range.getClientRects()].filter((one) => one.width > 1 && one.height > 1 && one.right > 0)
    const over = afloat(parent)
    for (const one of rects) {
      // A line is as high as its font may be; the letters themselves keep to the middle.
      lines.push({ parent, text, over, top: one.top + one.height * 0.22, bottom: one.bottom - one.height * 0.22, left: one.left + 1, right: one.right - 1 })
    }
    if (rects.length > 1) broken(text, parent)
    clipped(parent, rects)
  }

  // --- No text lies on another
  lines.sort((one, other) => one.top - other.top)
  const told = new Set()
  lines.forEach((one, index) => {
    for (let next = index + 1; next < lines.length && lines[next].top < one.bottom; next++) {
      const other = lines[next]
      if (one.text === other.text || one.over !== other.over) continue
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left)
      const down = Math.min(one.bottom, other.bottom) - other.top
      const sentence = `${named(one.parent)} lies on ${named(other.parent)}`
      if (across > 1 && down > 1 && !told.has(sentence)) {
        told.add(sentence)
        found.push(sentence)
      }
    }
  })

  // --- No word is broken inside
  function broken (text, parent) {
    if (parent.closest(allowed.broken)) return
    for (const word of text.data.matchAll(/\S+/g)) {
      let last = null
      const letters = [...word[0]]
      if (letters.length < 2 || new RegExp(allowed.wordless).test(word[0])) continue
      range.setStart(text, word.index)
      range.setEnd(text, word.index + word[0].length)
      if (new Set([...range.getClientRects()].filter((one) => one.width > 0).map((one) => Math.round(one.top))).size < 2) continue
      let at = word.index
      for (const letter of letters) {
        range.setStart(text, at)
        range.setEnd(text, at + letter.length)
        const here = range.getClientRects()[0]
        if (here && last && here.top > last.top + here.height / 2 && !/[-\u2010-\u2015/\u200b\u00ad?&=|·…]/.test(last.letter)) {
          found.push(`the word ${JSON.stringify(word[0])} is broken before ${JSON.stringify(letter)} in ${named(parent)}`)
          return
        }
        if (here) last = { top: here.top, letter }
        at += letter.length
      }
    }
  }

  // --- No text is cut off sideways by a box that hides what is too wide for it
  function clipped (parent, rects) {
    const box = around(parent, (at) => ['hidden', 'clip'].includes(getComputedStyle(at).overflowX) && at !== document.body)
    if (!box || !rects.length) return
    const edge = box.getBoundingClientRect()
    if (rects.some((one) => one.right > edge.right + 1 || one.left < edge.left - 1)) found.push(`cut off: ${named(parent)}`)
  }

  // --- What a finger presses is large enough
  const targets = [...document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=hidden]), [tabindex="0"], [role=button]')]
  for (const one of targets) {
    if (!shown(one) || apart(one) || one.closest(allowed.small) || one.disabled) continue
    if (inSentence(one)) continue
    const boxes = [one, ...(one.labels || [])].filter(shown).map((each) => each.getBoundingClientRect())
    if (boxes.some(large)) continue
    const size = boxes.map((box) => `${Math.round(box.width)}×${Math.round(box.height)}`).join(', ')
    if (!reaches(one)) found.push(`too small for a finger: ${named(one)} is ${size} px`)
  }
  function large (box) { return box.height >= 43.5 && box.width >= 43.5 }
  // A link among words, as WCAG 2.5.8 excepts it: its line has other words than those of links.
  function inSentence (one) {
    if (one.localName !== 'a' || getComputedStyle(one).display !== 'inline') return false
    const block = around(one.parentElement, (at) => !['inline', 'contents'].includes(getComputedStyle(at).display))
    if (!block || getComputedStyle(block).display.endsWith('flex')) return false
    const copy = block.cloneNode(true)
    copy.querySelectorAll('a, button, svg, .sr').forEach((each) => each.remove())
    return /[\p{L}\p{N}]{2}/u.test(copy.textContent)
  }
  // Whether a press 21 px beside the middle still meets it: a link that covers its card by ::after, say.
  function reaches (one) {
    const before = scrollY
    one.scrollIntoView({ block: 'center', behavior: 'instant' })
    const box = one.getBoundingClientRect()
    const x = box.left + box.width / 2
    const y = box.top + box.height / 2
    const meets = (dx, dy) => {
      const hit = document.elementFromPoint(x + dx, y + dy)
      return hit && (one.contains(hit) || hit.contains(one) && hit.localName === 'label')
    }
    const spread = (step) => {
      let reach = 0
      while (reach < 44 && meets(...step(reach + 1))) reach++
      return reach
    }
    const wide = spread((n) => [n, 0]) + spread((n) => [-n, 0])
    const high = spread((n) => [0, n]) + spread((n) => [0, -n])
    scrollTo(0, before)
    return wide >= 43 && high >= 43
  }

  // --- What a colour means stands there as a word or a sign too
  for (const one of document.querySelectorAll(allowed.tones)) {
    if (!shown(one) || apart(one)) continue
    const words = `${one.innerText || one.textContent || ''}${one.getAttribute('aria-label') || ''}${one.closest('[role=img][aria-label]') ? 'said' : ''}`
    if (!/[\p{L}\p{N}]/u.test(words) && !one.closest('[aria-hidden=true]')) found.push(`colour alone: ${named(one)} has no word`)
    if (one.matches('.tag') && !one.querySelector('svg, .sign')) found.push(`colour alone: ${named(one)} has no sign`)
  }
  for (const one of document.querySelectorAll('[aria-invalid=true]')) {
    const message = (one.getAttribute('aria-describedby') || '').split(/\s+/).map((id) => document.getElementById(id)).find(Boolean)
    if (shown(one) && !(message && message.textContent.trim())) found.push(`colour alone: ${named(one)} is wrong, and no words say so`)
  }
  return [...new Set(found)]
}
