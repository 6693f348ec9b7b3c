package io.treeline.query.text;

import io.treeline.query.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// A step in its place: its level below the heading (1 is the first), which of its ancestors'
/// levels go on below it, and how wide the kinds of its siblings are.
///
/// `continues` has a bit for each level at which a later row follows under the same parent.
record TreeRow(JsonValue step, int level, BitSet continues, int kindCells) {

  boolean isLast() {
    return !continues.get(level);
  }

  /// Places steps that stand in display order. Depths may have gaps, as when only some kinds are
  /// shown; `more` says that the first level goes on after them.
  static List<TreeRow> place(List<JsonValue> steps, More more) {
    int[] levels = levels(steps);
    int[] kinds = kindCells(steps, levels);
    TreeRow[] rows = new TreeRow[steps.size()];
    BitSet open = new BitSet();
    open.set(1, more == More.FOLLOWS);
    for (int i = rows.length - 1; i >= 0; i--) {
      open.clear(levels[i] + 1, Math.max(levels[i] + 1, open.length()));
      rows[i] = new TreeRow(steps.get(i), levels[i], (BitSet) open.clone(), kinds[i]);
      open.set(levels[i]);
    }
    return Arrays.asList(rows);
  }

  /// Whether something stands below the last row.
  enum More {
    FOLLOWS,
    NOTHING
  }

  private static int[] levels(List<JsonValue> steps) {
    int[] levels = new int[steps.size()];
    List<Long> above = new ArrayList<>();
    for (int i = 0; i < levels.length; i++) {
      long depth = steps.get(i).get("depth").count(0);
      while (!above.isEmpty() && above.getLast() >= depth) {
        above.removeLast();
      }
      above.add(depth);
      levels[i] = above.size();
    }
    return levels;
  }

  /// The widest kind among each row's siblings.
  private static int[] kindCells(List<JsonValue> steps, int[] levels) {
    int[] cells = new int[levels.length];
    List<List<Integer>> groups = new ArrayList<>();
    for (int i = 0; i <= levels.length; i++) {
      int level = i < levels.length ? levels[i] : 0;
      while (groups.size() > level) {
        List<Integer> group = groups.removeLast();
        int widest = group.stream().mapToInt(at -> kind(steps.get(at)).length()).max().orElse(0);
        group.forEach(at -> cells[at] = widest);
      }
      if (i < levels.length) {
        if (groups.size() < level) {
          groups.add(new ArrayList<>());
        }
        groups.getLast().add(i);
      }
    }
    return cells;
  }

  static String kind(JsonValue step) {
    return step.get("kind").text("unknown");
  }

  /// The lines that lead to the row, in at most `maxLevels` levels.
  ///
  /// Deeper rows leave out their outer levels, half a tree at a time so that neighbours still line
  /// up, and begin with how many they left out.
  String prefix(int maxLevels, Glyphs glyphs) {
    int dropped = dropped(maxLevels);
    StringBuilder prefix = new StringBuilder();
    for (int i = dropped + 1; i < level; i++) {
      prefix.append(continues.get(i) ? glyphs.bar : " ".repeat(Glyphs.LEVEL_CELLS));
    }
    if (dropped > 0) {
      String mark = glyphs.deeper + dropped + " ";
      int room = Math.max(Glyphs.LEVEL_CELLS, prefix.length());
      int cells =
          Math.min(room, Glyphs.LEVEL_CELLS * Math.ceilDiv(mark.length(), Glyphs.LEVEL_CELLS));
      prefix.replace(0, Math.min(prefix.length(), cells), Cells.padEnd(mark, cells));
    }
    return prefix.append(isLast() ? glyphs.last : glyphs.branch).toString();
  }

  private int dropped(int maxLevels) {
    if (level <= maxLevels) {
      return 0;
    }
    int block = Math.max(1, maxLevels / 2);
    return Math.ceilDiv(level - maxLevels, block) * block;
  }
}
