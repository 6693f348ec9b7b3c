package io.treeline.app;

import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.core.domain.JavaModifier.VOLATILE;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.MonitorInstruction;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds the direction between modules, and the rules that only compiled classes can show.
final class ArchitectureTest {
  private static final String GRPC = "io.grpc..";
  private static final String[] HTTP = {"com.sun.net.httpserver..", "java.net.http.."};
  private static final String ROCKSDB = "org.rocksdb..";
  private static final String DISRUPTOR = "com.lmax.disruptor..";

  private static final List<String> MODULES =
      List.of("model", "receiver", "processor", "storage", "query", "app");

  /// Packages whose threads share memory by design; everywhere else one thread owns the state.
  private static final String[] SHARED_STATE = {
    "io.treeline.processor.ring..", "io.treeline.storage.."
  };

  /// Raised now and then, so that no rule here can pass on nothing.
  private static final int MIN_CLASSES = 700;

  /// A code base this small may be all public.
  private static final int MIN_PUBLIC_TYPES = 20;

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/io/treeline/testkit/"))
          .withImportOption(location -> !location.contains("/io/treeline/proto/"))
          .importPackages("io.treeline");

  @Test
  void import_allModules_findsTheirClasses() {
    assertThat(OURS).hasSizeGreaterThan(MIN_CLASSES);
    for (String module : MODULES) {
      String name = "io.treeline." + module;
      assertThat(OURS).as(name).anyMatch(type -> type.getPackageName().startsWith(name));
    }
  }

  @Test
  void model_anyClass_knowsTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage("io.treeline.model..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.treeline.model..", "java..", "org.jspecify.annotations..")
        .check(OURS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"receiver", "processor", "storage", "query"})
  void sibling_anyClass_meetsOthersOnlyThroughTheModel(String module) {
    List<String> others =
        MODULES.stream().filter(other -> !List.of("model", module).contains(other)).toList();
    refuse(module, others.stream().map(other -> "io.treeline." + other + "..").toList());
  }

  @Test
  void receiver_anyClass_knowsNoStoreAndNoRing() {
    refuse("receiver", List.of(ROCKSDB, DISRUPTOR));
  }

  @Test
  void processor_anyClass_knowsNoTransportAndNoStore() {
    refuse("processor", concat(List.of(GRPC, ROCKSDB), HTTP));
  }

  @Test
  void storage_anyClass_knowsNoTransportAndNoRing() {
    refuse("storage", concat(List.of(GRPC, DISRUPTOR), HTTP));
  }

  @Test
  void query_anyClass_knowsNoStoreAndNoRing() {
    refuse("query", List.of(ROCKSDB, DISRUPTOR));
  }

  @Test
  void packages_all_areFreeOfCycles() {
    slices().matching("io.treeline.(**)").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void packages_all_areNullMarked() {
    Stream<String> unmarked =
        OURS.stream()
            .map(JavaClass::getPackage)
            .filter(ours -> !ours.isAnnotatedWith(NullMarked.class))
            .map(ours -> ours.getName());
    assertThat(unmarked.distinct()).isEmpty();
  }

  @Test
  void packages_all_areNamedForATopicOfTheirModule() {
    String name = "io\\.treeline\\.[a-z]+(\\.(?!impl|common|util|helper|service|dto)[a-z0-9]+)?";
    assertThat(OURS).allSatisfy(type -> assertThat(type.getPackageName()).matches(name));
  }

  @Test
  void types_all_areNamedForTheirRole() {
    String vague = ".*(Manager|Helper|Helpers|Impl|Util|Utils|Base)";
    noClasses().should().haveNameMatching(vague).check(OURS);
  }

  @Test
  void types_outsideModel_areMostlyPackagePrivate() {
    Predicate<JavaClass> isPublic = type -> type.getModifiers().contains(JavaModifier.PUBLIC);
    List<JavaClass> types =
        OURS.stream()
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .filter(type -> !type.getPackageName().startsWith("io.treeline.model"))
            .toList();
    List<JavaClass> open = types.stream().filter(isPublic).toList();
    assertThat(open).hasSizeLessThanOrEqualTo(Math.max(MIN_PUBLIC_TYPES, types.size() / 2));
  }

  @Test
  void standardStreams_outsideTheCommandLine_areNotUsed() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.treeline.app..", "io.treeline.query.cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(OURS);
  }

  @Test
  void process_outsideMain_isNotEnded() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Main.class.getName())
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(OURS);
  }

  @Test
  void sharedState_outsideRingAndStorage_isNotVolatile() {
    noFields()
        .that()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackages(SHARED_STATE)
        .should()
        .haveModifier(VOLATILE)
        .check(OURS);
  }

  @Test
  void sharedState_outsideRingAndStorage_isNotSynchronized() {
    noMethods()
        .that()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackages(SHARED_STATE)
        .should()
        .haveModifier(SYNCHRONIZED)
        .check(OURS);
    assertThat(OURS.stream().filter(ArchitectureTest::ownsItsState))
        .noneMatch(ArchitectureTest::hasSynchronizedBlock);
  }

  private static void refuse(String module, List<String> packages) {
    noClasses()
        .that()
        .resideInAPackage("io.treeline." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages.toArray(String[]::new))
        .check(OURS);
  }

  private static List<String> concat(List<String> some, String... more) {
    return Stream.concat(some.stream(), Arrays.stream(more)).toList();
  }

  private static boolean ownsItsState(JavaClass type) {
    return !type.getPackageName().equals("io.treeline.processor.ring")
        && !type.getPackageName().startsWith("io.treeline.storage");
  }

  /// ArchUnit does not show instructions, so this reads the class file itself.
  private static boolean hasSynchronizedBlock(JavaClass type) {
    try (InputStream bytes = type.getSource().orElseThrow().getUri().toURL().openStream()) {
      return ClassFile.of().parse(bytes.readAllBytes()).methods().stream()
          .flatMap(method -> method.code().stream())
          .flatMap(code -> code.elementStream())
          .anyMatch(MonitorInstruction.class::isInstance);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
