import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// Format and size of every Java source file, checked in each build.
///
/// The build starts it with the toolchain's JDK, because the formatter reads Java with the parser
/// of the JDK that it runs on. `-Dtidy=fix` formats in place, `-Dtidy=off` skips. All problems are
/// listed, one `file:line: message` each, and kept in `target/tidy-problems.txt` for the build to
/// stop at.
final class Tidy {
  private static final int MAX_LINE_CHARS = 100;
  private static final int MAX_METHOD_LINES = 60;
  private static final int MAX_MAIN_FILE_LINES = 400;
  private static final int MAX_TEST_FILE_LINES = 600;

  // Split, so that the rules do not catch themselves.
  private static final Pattern BLOCK_DOC = Pattern.compile("^\\s*/" + "\\*\\*");
  private static final Pattern AUTHOR = Pattern.compile("^\\s*(//|\\*).*@" + "author");
  private static final Pattern TODO = Pattern.compile("//.*\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern ISSUE = Pattern.compile("#\\d+");
  private static final Pattern UNBREAKABLE = Pattern.compile("^import |^package |https?://");

  private final Path root;
  private final boolean fix;
  private final Formatter formatter = new Formatter();
  private final Queue<Problem> problems = new ConcurrentLinkedQueue<>();

  private Tidy(Path root, boolean fix) {
    this.root = root;
    this.fix = fix;
  }

  public static void main(String[] args) throws IOException {
    Tidy tidy = new Tidy(Path.of(args[0]).toRealPath(), "fix".equals(System.getProperty("tidy")));
    List<Path> sources = tidy.sources();
    sources.parallelStream().forEach(tidy::checkText);
    tidy.checkMethods(sources);
    tidy.checkPackages(sources);
    tidy.publish();
  }

  private void publish() throws IOException {
    Path file = root.resolve("target/tidy-problems.txt");
    Files.deleteIfExists(file);
    if (problems.isEmpty()) {
      return;
    }
    List<String> lines = problems.stream().sorted().map(Problem::toString).toList();
    lines.forEach(System.err::println);
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }

  private List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path directory : sourceDirectories()) {
      try (Stream<Path> files = Files.walk(directory)) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }

  private List<Path> sourceDirectories() throws IOException {
    try (Stream<Path> modules = Files.list(root)) {
      Stream<Path> ofModules =
          modules.flatMap(
              module -> Stream.of("src/main/java", "src/test/java").map(module::resolve));
      return Stream.concat(ofModules, Stream.of(root.resolve("tools")))
          .filter(Files::isDirectory)
          .toList();
    }
  }

  private void checkText(Path file) {
    try {
      String text = checkFormat(file, Files.readString(file));
      List<String> lines = text.lines().toList();
      checkFileSize(file, lines.size());
      for (int i = 0; i < lines.size(); i++) {
        checkLine(file, i + 1, lines.get(i));
      }
    } catch (IOException e) {
      report(file, 1, "cannot be read: " + e);
    }
  }

  /// The text as it is on disk afterwards.
  private String checkFormat(Path file, String text) throws IOException {
    String formatted;
    try {
      formatted = formatter.formatSourceAndFixImports(text);
    } catch (FormatterException e) {
      e.diagnostics().forEach(d -> report(file, d.line(), d.message()));
      return text;
    }
    if (formatted.equals(text)) {
      return text;
    }
    if (fix) {
      Files.writeString(file, formatted);
      return formatted;
    }
    report(file, firstDifference(text, formatted), "not formatted; -Dtidy=fix does it");
    return text;
  }

  private static int firstDifference(String text, String formatted) {
    List<String> is = text.lines().toList();
    List<String> wanted = formatted.lines().toList();
    int line = 0;
    while (line < is.size() && line < wanted.size() && is.get(line).equals(wanted.get(line))) {
      line++;
    }
    return line + 1;
  }

  private void checkFileSize(Path file, int lines) {
    String path = relative(file);
    boolean test = path.contains("/src/test/") || path.startsWith("testkit/");
    int max = test ? MAX_TEST_FILE_LINES : MAX_MAIN_FILE_LINES;
    if (lines > max) {
      report(file, max + 1, "file has " + lines + " lines, at most " + max);
    }
  }

  private void checkLine(Path file, int number, String line) {
    int chars = line.codePointCount(0, line.length());
    if (chars > MAX_LINE_CHARS && !UNBREAKABLE.matcher(line).find()) {
      report(file, number, "line has " + chars + " characters, at most " + MAX_LINE_CHARS);
    }
    if (BLOCK_DOC.matcher(line).find()) {
      report(file, number, "documentation comments are Markdown, `///`");
    }
    if (AUTHOR.matcher(line).find()) {
      report(file, number, "authors are named by version control, not in comments");
    }
    if (TODO.matcher(line).find() && !ISSUE.matcher(line).find()) {
      report(file, number, "what is left to do names its issue, `#123`");
    }
  }

  private void checkMethods(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      // The formatter has reported syntax errors already, hence the empty listener.
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, _ -> {}, null, null, files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new MethodSizes(unit, positions).scan(unit, null);
      }
    }
  }

  private void checkPackages(List<Path> sources) throws IOException {
    TreeSet<Path> packages = new TreeSet<>();
    sources.forEach(file -> packages.add(file.getParent()));
    // Programs of one file, in no package.
    packages.removeIf(directory -> directory.startsWith(root.resolve("tools")));
    for (Path directory : packages) {
      Path info = packageInfo(directory);
      if (!Files.exists(info)) {
        report(info, 1, "package without package-info.java");
        continue;
      }
      String text = Files.readString(info);
      if (!text.contains("@NullMarked")) {
        report(info, 1, "package without @NullMarked");
      }
      if (!text.startsWith("///")) {
        report(info, 1, "package without a `///` on what comes in and out on which thread");
      }
    }
  }

  /// The package-info of main covers the tests of the same package as well.
  private static Path packageInfo(Path directory) {
    Path own = directory.resolve("package-info.java");
    Path main = Path.of(own.toString().replace("/src/test/java/", "/src/main/java/"));
    return Files.exists(own) ? own : main;
  }

  private void report(Path file, long line, String message) {
    problems.add(new Problem(relative(file), line, message));
  }

  private String relative(Path file) {
    return root.relativize(file).toString();
  }

  private record Problem(String path, long line, String message) implements Comparable<Problem> {
    @Override
    public int compareTo(Problem other) {
      return Comparator.comparing(Problem::path).thenComparing(Problem::line).compare(this, other);
    }

    @Override
    public String toString() {
      return path + ":" + line + ": " + message;
    }
  }

  private final class MethodSizes extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    MethodSizes(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      long first = line(positions.getStartPosition(unit, method));
      long lines = line(positions.getEndPosition(unit, method)) - first + 1;
      if (lines > MAX_METHOD_LINES) {
        Path file = Path.of(unit.getSourceFile().toUri());
        String message = "%s has %d lines, at most %d";
        report(file, first, message.formatted(method.getName(), lines, MAX_METHOD_LINES));
      }
      return super.visitMethod(method, unused);
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
